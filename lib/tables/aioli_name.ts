/**
 * Names of Aioli's run folders: `slimpj_pythia-160m_from_scratch_5000_mixture_arxiv_book_weights_19_static_lr_0.0005_…`.
 *
 * @module
 */

/** What a folder's name says of a run with one fixed mixture. */
export interface AioliName {
  readonly task: string;
  readonly model: string;
  readonly maxSteps: number;
  /** The step at which the run was stopped to be resumed. */
  readonly breakStep?: number;
  /** For a resumed run: the weights of the run that it continues, as its name has them, and the step. */
  readonly resumed?: { readonly weights: string; readonly step: number };
  /** The groups between underscores, perhaps cut to 50 characters; empty when all groups of the task are meant. */
  readonly groups: string;
  /** The weights, written one after the other; undefined for a stratified run. */
  readonly weights?: string;
  /** All settings after `static`. */
  readonly settings: string;
}

const HEAD = new RegExp(
  "^(?<task>[^_]+)_(?<model>.+?)(?:_from_scratch|_checkpoint_\\d+)?_(?<max>\\d+)(?:_break_(?<break>\\d+))?" +
    "(?:_resume_(?<from>.+?)_(?<at>\\d+)(?:_remaining_\\d+)?)?(?:_epochs_\\d+)?_(?:mixture|(?<even>stratified))(?=_)",
);

/** Reads a folder's name; undefined when it is not that of a run with one fixed mixture. */
export function parseAioliName(folder: string): AioliName | undefined {
  const head = HEAD.exec(folder);
  if (head === null) return undefined;
  const tail = /^(?:_(?<groups>.+?))??(?:_weights_(?<weights>[0-9.e+-]+))?_static(?:_(?<settings>.*))?$/.exec(
    folder.slice(head[0].length),
  );
  if (tail === null) return undefined;
  const { task, model, max, break: broken, from, at, even } = head.groups!;
  const { groups = "", weights, settings = "" } = tail.groups!;
  if (weights === undefined && even === undefined) return undefined;
  if (/(?:^|_)weightschedule_/.test(groups)) return undefined;
  return {
    task,
    model,
    maxSteps: Number(max),
    ...(broken !== undefined && { breakStep: Number(broken) }),
    ...(from !== undefined && { resumed: { weights: from, step: Number(at) } }),
    groups,
    ...(even === undefined && { weights }),
    settings,
  };
}

/**
 * The groups in the order of the name, given all of them in any order; undefined when the name does not tell.
 */
export function orderGroups(text: string, groups: readonly string[]): string[] | undefined {
  const found: string[][] = [];
  const search = (rest: string, left: readonly string[], order: readonly string[]): void => {
    if (found.length > 1) return;
    // The name keeps 50 characters: the last group that is left must be the one that was cut.
    if (left.length === 0) {
      if (rest === "") found.push([...order]);
      return;
    }
    for (const group of left) {
      const others = left.filter((other) => other !== group);
      const whole = others.length > 0 ? `${group}_` : group;
      if (rest.startsWith(whole)) search(rest.slice(whole.length), others, [...order, group]);
      else if (others.length === 0 && whole.startsWith(rest)) search("", others, [...order, group]);
    }
  };
  search(text, groups, []);
  return found.length === 1 ? found[0] : undefined;
}

/**
 * All ways to read weights written one after the other as m numbers (whole ones without a point, others as Python prints
 * them), without those that only repeat the shares of another. Where some way has shares that sum to 1, the others are
 * left out: a sum of 1 by chance is far less likely than shares that were meant so.
 */
export function splitWeights(text: string, m: number): number[][] {
  const ways: number[][] = [];
  const search = (at: number, weights: readonly number[]): void => {
    if (ways.length > 1000) return;
    if (weights.length === m) {
      if (at === text.length) ways.push([...weights]);
      return;
    }
    for (let end = at + 1; end <= text.length; end++) {
      const part = text.slice(at, end);
      if (
        /^(?:0|[1-9]\d*)$/.test(part) || /^(?:0|[1-9]\d*)\.\d*[1-9]$/.test(part) ||
        /^\d(?:\.\d*[1-9])?e-\d\d+$/.test(part)
      ) {
        search(end, [...weights, Number(part)]);
      }
    }
  };
  search(0, []);
  const valid = ways.filter((way) => sum(way) > 0);
  const shares = valid.filter((way) => Math.abs(sum(way) - 1) <= 1e-3);
  const unique = new Map<string, number[]>();
  for (const way of shares.length > 0 ? shares : valid) {
    const key = way.map((w) => (w / sum(way)).toPrecision(12)).join();
    if (!unique.has(key)) unique.set(key, way.map((w) => w / sum(way)));
  }
  return [...unique.values()];
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
