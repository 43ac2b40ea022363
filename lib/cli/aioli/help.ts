/**
 * The text of `deno task aioli --help`.
 *
 * @module
 */
import { helpLine } from "../help_lines.ts";
import type { Flag } from "./flag.ts";
import { METHOD_FLAGS } from "./method_flags.ts";
import { OWN_FLAGS } from "./own_flags.ts";
import { RUN_FLAGS } from "./run_flags.ts";

/** The help. */
export function aioliHelp(): string {
  return `Takes the command line of Aioli's repository (HazyResearch/aioli, main.py), says what it means here, and runs it.

  deno task aioli --task_name slimpj --train_data_dir DIR --slice_list arxiv stackexchange --sample_rule mixture \\
    --model EleutherAI/pythia-160m --checkpoint 0 --max_steps 5000 --batch_size 8 --context_length 2048 --lr 0.0005 \\
    --lr_scheduler linear_warmup_cosine --warmup_steps 500 --num_ckpts 20 --aioli --aioli_normalize_A --lp_rounds 4 \\
    --lp_steps 4 --eta 0.2 --ema 0.1 --update_steps 250 --one_hot_factor 0.625
  deno task aioli --task_name slimpj --train_data_dir corpora/builtin-bytes --model tiny --context_length 64 --max_steps 200 \\
    --sample_rule stratified --warmup_steps 20 --lr 0.001     a first try, on the built-in corpus of deno task train
  deno task aioli linreg --run_dir DIR --proportions_file FILE   Data Mixing Laws over a sweep that is there
  deno task aioli skills-graph --run_dir DIR --seed 0            Skill-It's graph out of runs on one domain each
  deno task aioli dirichlet --k 3 --n 9 --alpha 1 --seed 0       mixtures of a sweep
  (each with --help)

data, model, optimiser, results
${lines(RUN_FLAGS)}

methods (the first of Skill-It, DoReMi, DoGE, Aioli that is asked for)
${lines(METHOD_FLAGS)}

of Mixlab's own
${Object.entries(OWN_FLAGS).map(([name, { value, here }]) => helpLine(`--${name} ${value}`.trimEnd(), here)).join("\n")}

Flags may be cut short where only one begins so; of a flag that stands twice the last one counts.

Written to <output_dir>/<MMDDYYYY>/<run name>/, as Aioli writes and deno task fit reads it: <split>_seed_<s>_checkpoint-<t>.pkl
(losses), …_proportions_checkpoint-<t>.pkl (shares; with a method), seed_<s>_doge_avg_dw.pkl and seed_<s>_doremi_avg_dw.pkl
(a proxy's mean weights), seed_<s>_aioli_matrices.npy (rounds × m × m, rows are targets: normalised with
--aioli_normalize_A, raw without; there written at a break alone). A run that was stopped goes on with the same command.

Exit code: 0 done, 1 a run that failed, 2 bad input or flags, 130 interrupted.`;
}

function lines(flags: Readonly<Record<string, Flag>>): string {
  return Object.entries(flags).map(([name, { type, nargs, default: byDefault, here }]) => {
    const value = type === "bool" ? "" : type === "str" ? " TEXT" : type === "int" ? " N" : " X";
    const word = byDefault === undefined || (type === "int" && (byDefault as number) < 0)
      ? ""
      : ` (default ${byDefault})`;
    return helpLine(`--${name}${value}${nargs ? " …" : ""}`, here + word);
  }).join("\n");
}
