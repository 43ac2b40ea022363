/**
 * Going on from a run that was broken off, Aioli's way: parameters, moments and step are the parent's; the data is that of
 * the child's mixture and seed from the beginning, its first batches, as many as the parent had, drawn and thrown away.
 *
 * @module
 */
import { join } from "node:path";
import { sampler } from "../../corpus/sampler/sampler.ts";
import type { TokenSource } from "../../corpus/sampler/token_source.ts";
import { outOfRange, wrongKind } from "../../errors.ts";
import { denoFiles } from "../../files/deno_files.ts";
import { dataOptions } from "../../learners/data_options.ts";
import type { LearnerSettings } from "../../learners/learner_settings.ts";
import type { LearnerCheckpoint } from "../../learners/learner_state.ts";
import { mixture } from "../../mixture/mixture.ts";
import type { ModelConfig } from "../../model/config.ts";
import { readCheckpoint } from "../../train/checkpoint_read.ts";
import { MetricsGatherer } from "../../train/metrics.ts";

/** A parent. */
export interface BeginFrom {
  readonly config: ModelConfig;
  /** The checkpoint as a child's beginning. */
  begin(source: TokenSource, settings: LearnerSettings, shares: readonly number[]): LearnerCheckpoint;
}

/**
 * Reads a parent.
 *
 * @param step the updates that its name tells.
 * @throws {TypeError | RangeError} when it is none, or of another step.
 */
export function beginFrom(folder: string, step: number): BeginFrom {
  const path = join(folder, "state.json");
  if (denoFiles.stat(path) === undefined) {
    throw wrongKind(
      `--resume_model_path: wanted a folder that --break_steps left here, got ${folder}, which ` +
        `${denoFiles.stat(folder) === undefined ? "is not there" : "is none (a file of torch.save cannot be read)"}`,
    );
  }
  const { config, state, ...tensors } = readCheckpoint(folder);
  if (state.step !== step) {
    throw outOfRange(`--resume_model_path: ${folder} says break_${step} by its name, and holds ${state.step} updates`);
  }
  return {
    config,
    begin(source, settings, shares) {
      const named = mixture(source.domains.map((domain, j) => [domain, shares[j]] as const));
      const data = sampler(source, {
        ...dataOptions(settings, settings.context ?? config.context),
        ...{ batch: settings.batch, mixture: named },
      });
      for (let n = 0; n < step; n++) data.plan();
      const { domains } = source, window = new MetricsGatherer(domains).window();
      const learner = {
        format: "mixlab/learner",
        version: 1,
        step,
        sampler: data.state(),
        targets: [],
        window,
      } as const;
      return { ...tensors, state: learner };
    },
  };
}
