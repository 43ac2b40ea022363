import { deepEqual, equal, ok, throws } from "../assert.ts";
import { FLAGS } from "../../lib/cli/aioli/flags.ts";
import { parseAioliLine } from "../../lib/cli/aioli/parse.ts";
import { needsReference } from "../reference.ts";
import { launcherCalls } from "./aioli_launchers.ts";

/** The flags of main.py as its parser declares them: name, type, nargs, default. */
const DECLARED = `
task_name:str train_data_dir:str val_data_dir:str:+ output_dir:str::./output/ selection_seed:int::0 slice_list:str:+
sample_rule:str k:int proportions:float:+ proportions_schedule:float:+ context_length:int::1024 n_epochs:int::1
lr:float::0.00005 max_steps:int::-1 model_name:str::EleutherAI/pythia-160M batch_size:int::4 eval_batch_size:int
num_ckpts:int::1 checkpoint:int lr_scheduler:str::linear custom_name:str save_model:bool use_saved_model:bool
use_flash_attention:bool warmup_steps:int::50 break_steps:int do_not_save:bool resume_model_path:str
remaining_steps:int end_lr:float::0 skillit:bool update_steps:int eta:float skillit_window:int::3 graph_path:str
doge:bool doge_mu:float::0.01 doge_val_batch_size:int doge_break_step_average:int::5 doremi:bool
doremi_reference_model_path:str doremi_mu:float::1 gradient_accumulation_steps:int::1 aioli:bool aioli_normalize_A:bool
aioli_prior:float:+ prior_steps:int lp_rounds:int::1 lp_steps:int::5 one_hot_factor:float::1 ema:float
aioli_diagonal:bool skillit_eta:float skillit_update_steps:int`.trim().split(/\s+/).map((entry) => {
  const [name, type, nargs = "", byDefault = ""] = entry.split(":");
  return { name, type, nargs, default: byDefault };
});

const plain = (value: string) => value !== "" && !Number.isNaN(Number(value)) ? String(Number(value)) : value;

Deno.test("aioli: the table has the 54 flags of main.py, with their types and defaults", () => {
  equal(DECLARED.length, 54);
  deepEqual(
    Object.entries(FLAGS).map(([name, flag]) => ({
      ...{ name, type: flag.type as string, nargs: flag.nargs ?? "", default: String(flag.default ?? "") },
    })),
    DECLARED.map((flag) => ({ ...flag, default: plain(flag.default) })),
  );
  for (const [name, { here }] of Object.entries(FLAGS)) ok(here.length > 5, name);
});

needsReference("aioli: these are the flags that were read out of main.py", (path) => {
  const [, ...rows] = Deno.readTextFileSync(path("aioli", "cli_flags.csv")).trim().split(/\r?\n/);
  deepEqual(
    rows.map((row) => {
      const [flag, type, action, nargs, byDefault] = row.split(",");
      equal(action === "store_true", type === "bool");
      const none = byDefault === "None" || byDefault === "False";
      return { name: flag.slice(2), type, nargs, default: none ? "" : plain(byDefault) };
    }),
    DECLARED.map((flag) => ({ ...flag, default: plain(flag.default) })),
  );
});

Deno.test("aioli: a line is read as argparse reads it", () => {
  const { values, given, own } = parseAioliLine([
    ...["--task_name", "slimpj", "--model", "EleutherAI/pythia-70m", "--slice_list", "arxiv", "book", "--lr=5e-4"],
    ...["--proportions", "1", "0.5", "--proportions", "2", "3", "--max_steps", "-1", "--aioli", "--eta", ".2"],
    ...["--k", "2", "--lp_r", "4", "--batch_size", "1_0", "--date", "01022025"],
  ]);
  equal(values.model_name, "EleutherAI/pythia-70m");
  deepEqual([values.slice_list, values.proportions], [["arxiv", "book"], [2, 3]]); // the last of several
  deepEqual([values.lr, values.max_steps, values.eta, values.k, values.lp_rounds], [5e-4, -1, 0.2, 2, 4]);
  deepEqual([values.aioli, values.aioli_diagonal, values.batch_size], [true, false, 10]);
  deepEqual([values.lr_scheduler, values.checkpoint, own.date], ["linear", undefined, "01022025"]);
  deepEqual(given.slice(0, 3), ["task_name", "slice_list", "k"]);
  deepEqual(parseAioliLine(["-h"]).own, { help: true });
});

Deno.test("aioli: what argparse refuses is refused, with words", () => {
  const refused = (line: string, message: RegExp) => throws(() => parseAioliLine(line.split(" ")), message);
  refused("--bandit_diagonal", /^SyntaxError: unknown flag --bandit_diagonal: the flag is now called --aioli_diagonal/);
  refused("--filter_val_skills", /the flag is gone/);
  refused("--aioli_pior 1", /unknown flag --aioli_pior; did you mean --aioli_prior\?/);
  refused("--lp 3", /--lp: wanted one flag, and it could be --lp_rounds, --lp_steps/);
  refused("--max_steps ten", /--max_steps: wanted a whole number, got "ten"/);
  refused("--max_steps 1.5", /--max_steps: wanted a whole number, got "1.5"/);
  refused("--lr nan", /--lr: wanted a number, got "nan"/);
  refused("--lr 1e999", /wanted a number that is finite/);
  refused("--proportions --lr 1", /--proportions: wanted one value or more, got "--lr"/);
  refused("--lr", /--lr: wanted a value, got "nothing"/);
  refused("--aioli=1", /--aioli: it takes no value, got "1"/);
  refused("--lr 1 2", /"2" belongs to no flag/);
  refused("main.py --aioli", /"main.py" belongs to no flag/);
  refused("--proportions 1 -- 2", /belongs to no flag/);
  refused("--dat 01022025", /unknown flag --dat; did you mean --date\?/); // Mixlab's own are never cut short
  refused("-lr 1", /unknown flag -lr/);
});

needsReference("aioli: every launcher call is read, or refused for what is wrong with it", (path) => {
  const calls = launcherCalls(path("aioli", "script_runs.csv"));
  equal(calls.length, 73);
  const wrong: Record<string, string[]> = {};
  for (const { script, args, columns } of calls) {
    try {
      const { values } = parseAioliLine(args);
      for (const [name, text] of columns) {
        const value = values[name as keyof typeof values];
        if (Array.isArray(value)) equal(value.length, text.split(" ").length, `${script}: ${name}`);
        else equal(String(value), plain(text), `${script}: ${name}`);
      }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      (wrong[script.replace("scripts/", "")] ??= []).push(error.message.split(/[;:]/).slice(0, 2).join(":"));
    }
  }
  const gone = "unknown flag --filter_val_skills: the flag is gone, and the launchers that have it fail there too";
  const placeholder = '--proportions: wanted a number, got "[FINAL_PROPORTIONS_HERE]"'; // for a person to fill in
  deepEqual(wrong, {
    "full/aioli/run.sh": ["unknown flag --bandit_diagonal: the flag is now called --aioli_diagonal"],
    "full/doge/run_final.sh": [placeholder],
    "full/doremi/run_final.sh": [placeholder],
    "full/skillit/graph_learning.sh": [gone, gone, gone, gone, gone],
    "full/sweep/run.sh": ['--proportions: wanted a number, got "$line"'], // the shell's, in a launcher with a broken quote
    "full/sweep/run_final.sh": [placeholder],
  });
});
