/** Skill-It's belief in Aioli's runs, recomputed from what was published. */
import { equal, ok, throws } from "../assert.ts";
import golden from "../golden/analysis/skill_it_published.json" with { type: "json" };
import { needsReference } from "../reference.ts";
import { parseLawParams } from "../../analysis/aioli_published/law_params.ts";
import { publishedSkillIt } from "../../analysis/method_effects/skill_it_published.ts";

const HEADER = "m,seed,train_group,eval_group,relative_loss_reduction,source_file\n";

needsReference("Skill-It's similarities to A*, from the published graphs and parameters: NumPy's", (path) => {
  const rows = parseLawParams(Deno.readTextFileSync(path("aioli", "law_params.csv")));
  const graphs = Deno.readTextFileSync(path("aioli", "skillit_graphs.csv"));
  for (const setting of ["arxiv_stackexchange", "arxiv_books_stackexchange"] as const) {
    for (const losses of ["equal", "parent"] as const) {
      const found = publishedSkillIt(rows, graphs, setting, losses);
      equal(found.length, 5);
      for (const { seed, similarity: { cosine, spearman } } of found) {
        const wanted = golden[setting].seeds[seed][losses];
        ok(Math.abs(cosine! - wanted.cosine) < 1e-9, `${setting}, ${losses}, ${seed}: ${cosine}, ${wanted.cosine}`);
        ok(Math.abs(spearman! - wanted.spearman) < 1e-9, `${setting}, ${losses}, ${seed}: ${spearman}`);
      }
    }
  }
});

Deno.test("published graphs: refuses other tables, entries that are no numbers, and says what is missing", () => {
  const rows = parseLawParams(
    "dataset,source_file,kind,method,group,step,key_name,key_value,child_segment_steps,param,value\n" +
      "arxiv_stackexchange,f.pkl,A_star,skillit,arxiv,1000,seed,0,100,k,-0.25\n" +
      "arxiv_stackexchange,f.pkl,A_star,skillit,stackexchange,1000,seed,0,100,k,-0.5\n",
  );
  const ask = (text: string) => () => publishedSkillIt(rows, text, "arxiv_stackexchange", "equal");
  throws(ask("a,b\n1,2\n"), /wanted the columns m, seed, train_group/);
  throws(ask(`${HEADER}2,0,arxiv,arxiv,x,f\n`), /wanted a number, got "x"/);
  throws(ask(`${HEADER}2,0,arxiv,arxiv,0.5,f\n`), /wanted arxiv on stackexchange, m 2, seed 0, got none/);
  const entries = { "arxiv,arxiv": 0.75, "arxiv,stackexchange": 0.5, "stackexchange,arxiv": 0.625 };
  const whole = Object.entries({ ...entries, "stackexchange,stackexchange": 0.875 }).map(([at, g]) =>
    `2,0,${at},${g},f\n`
  );
  const [{ believedSums, optimalSums, similarity }] = ask(HEADER + whole.join(""))();
  equal(believedSums.join(), "0.125,0.375"); // G_11 − G_21, G_22 − G_12
  equal(optimalSums.join(), "0.25,0.5");
  ok(similarity.spearman! > 1 - 1e-12);
});
