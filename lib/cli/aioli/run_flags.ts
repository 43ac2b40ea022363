/**
 * The flags of Aioli's `main.py` for data, model, optimiser and results, one row a flag: what becomes of it here.
 * Source: HazyResearch/aioli, commit a236112, main.py.
 *
 * @module
 */
import type { Flag } from "./flag.ts";

export const RUN_FLAGS = {
  task_name: {
    type: "str",
    here: "slimpj: text cut into rows; instruction: an example a row",
    otherwise: ({ task_name }) =>
      task_name === "instruction"
        ? "there answers are drawn anew and the training set is cut to exact counts without replacement; here the corpus " +
          "is taken as built, and rows are drawn one by one. Prompts count in training and are masked in evaluation, as there"
        : undefined,
  },
  train_data_dir: {
    type: "str",
    here: "folder of <slice>/{train,val,test}.bin, ids of 16 bits without a header, or of a corpus with its index.json",
    otherwise: "there what is missing is downloaded and tokenized; here nothing is: see deno task corpus",
  },
  val_data_dir: {
    ...{ type: "str", nargs: "+" },
    here: "the same for val and test (default: --train_data_dir)",
    otherwise: ({ val_data_dir }) =>
      (val_data_dir?.length ?? 0) > 1 ? "the first folder alone is used, here as there" : undefined,
  },
  output_dir: {
    ...{ type: "str", default: "./output/" },
    here: "results: <output_dir>/<MMDDYYYY>/<run name>/; run directories: <output_dir>/mixlab_runs/",
  },
  selection_seed: {
    ...{ type: "int", default: 0 },
    here: "seed of first parameters, data and method",
    otherwise: "the streams of random numbers are Mixlab's: runs agree in distribution, not number by number",
  },
  slice_list: { ...{ type: "str", nargs: "+" }, here: "domains, in this order (default: all of the corpus)" },
  sample_rule: {
    type: "str",
    here: "mixture (by --proportions) or stratified (1/m)",
    otherwise: ({ sample_rule, skillit, doremi, doge, aioli }) =>
      sample_rule === "stratified" && (skillit || aioli && !doremi && !doge)
        ? "there the method's mixtures are ignored under stratified and the run stays even; here they are used"
        : undefined,
  },
  k: {
    type: "int",
    here: "number of domains, which follows from them; must agree with them for Skill-It without a graph",
    otherwise: "there it sizes the graph of Skill-It where none is given, and is overwritten elsewhere",
  },
  proportions: { ...{ type: "float", nargs: "+" }, here: "the mixture, of any sum: m numbers ≥ 0" },
  proportions_schedule: {
    ...{ type: "float", nargs: "+" },
    here: "mixtures of equal segments of the run, one behind the other: rule schedule",
    otherwise: "there it is read and then ignored, and the run fails without --proportions; here the schedule is run",
  },
  context_length: {
    ...{ type: "int", default: 1024 },
    here: "positions a row, T",
    otherwise: "there a row of T ids has T − 1 targets; here one of T + 1 ids has T",
  },
  n_epochs: { ...{ type: "int", default: 1 }, here: "factor of --max_steps" },
  lr: { ...{ type: "float", default: 5e-5 }, here: "peak learning rate" },
  max_steps: {
    ...{ type: "int", default: -1 },
    here: "updates of an epoch; must be given",
  },
  model_name: {
    ...{ type: "str", default: "EleutherAI/pythia-160M" },
    here:
      "EleutherAI/pythia-14m, -70m, -160m or -410m with --checkpoint 0, a folder in Hugging Face's layout, or a preset " +
      "of Mixlab's: tiny, small (always new)",
    otherwise: "there weights are downloaded; here they are read from a folder, and nothing is downloaded",
  },
  batch_size: { ...{ type: "int", default: 4 }, here: "rows an update" },
  eval_batch_size: {
    type: "int",
    here: "rows computed at a time in evaluations (default: --batch_size)",
    otherwise: "there losses are wrong where a validation set is smaller than a batch; here they are not",
  },
  num_ckpts: {
    ...{ type: "int", default: 1 },
    here:
      "val is evaluated every floor(steps / num_ckpts) updates, labelled as there: checkpoint-t is after t + 1 updates " +
      "(Aioli: t, and none within an estimation), the last one after t",
  },
  checkpoint: {
    type: "int",
    here: "0: new parameters; not given: those of the folder --model_name",
    otherwise: ({ checkpoint }) =>
      checkpoint === 0
        ? undefined
        : "there the revision stepN is downloaded; here it must be in a folder: --model_name PATH",
  },
  lr_scheduler: {
    ...{ type: "str", default: "linear" },
    here: "linear, cosine, linear_warmup_cosine (1e-7 → lr → 1e-4), constant, constant_with_warmup",
    otherwise: ({ lr_scheduler, warmup_steps }) =>
      lr_scheduler === "cosine" && warmup_steps > 0 ? "cosine has no warm-up, here as there" : undefined,
  },
  custom_name: { type: "str", here: "stands at the end of the run's name" },
  save_model: {
    type: "bool",
    here: "the model, in Hugging Face's layout, in the folder ./saved_models/<run name>_seed_<s>.pt",
    otherwise: "there that is a file of torch.save; here a folder of the same name, which the other flags take",
  },
  use_saved_model: {
    type: "bool",
    here: "where that folder is there already, its model is evaluated and not trained",
  },
  use_flash_attention: {
    type: "bool",
    here: "nothing",
    otherwise:
      "there attention by flash-attn, and weights and moments in bf16 without a float32 copy; here all is float32, and " +
      "attention is computed in full",
  },
  warmup_steps: { ...{ type: "int", default: 50 }, here: "updates of warm-up" },
  break_steps: {
    type: "int",
    here: "stop after so many updates; val is evaluated, and all that is needed to go on is kept in the folder " +
      "./saved_model_optim/<run name>_seed_<s>.pt",
    otherwise: ({ doremi, doge, skillit, aioli, break_steps, max_steps, n_epochs }) =>
      break_steps === max_steps * n_epochs
        ? "there a run broken off at its end has no test losses and is not saved; here it is whole, and has both"
        : doremi && !skillit
        ? "there DoReMi breaks one micro-step later; here exactly"
        : aioli && !skillit && !doge
        ? "there a break within an estimation is passed over; here the run stops exactly"
        : undefined,
  },
  do_not_save: {
    type: "bool",
    here: "with --break_steps: nothing is kept to go on from",
    otherwise: "there the losses are returned to a caller as well; here they are in the files",
  },
  resume_model_path: {
    type: "str",
    here:
      "a folder that --break_steps left: its parameters, moments and step; the learning rate goes on, and the data is " +
      "drawn anew and rolled forward",
    otherwise: "there only static runs take it, and the step is read from the name; here the two must agree",
  },
  remaining_steps: { type: "int", here: "updates after --resume_model_path" },
  end_lr: {
    ...{ type: "float", default: 0 },
    here: "learning rate at the end of cosine",
    otherwise: ({ lr_scheduler, end_lr }) =>
      lr_scheduler === "cosine"
        ? undefined
        : `ignored, here as there: ${lr_scheduler} ends at ${
          lr_scheduler === "linear_warmup_cosine" ? "1e-4" : "its own"
        }, ` +
          `not ${end_lr}`,
  },
} as const satisfies Record<string, Flag>;
