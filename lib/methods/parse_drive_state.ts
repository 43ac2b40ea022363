/**
 * Checks of a rule's state as it comes from a JSON file.
 *
 * @module
 */
import { got, outOfRange, wrongKind } from "../errors.ts";
import { count, finite, list, object, stateOf } from "../text/json_values.ts";
import type { Json } from "./actions.ts";
import type { DriveState } from "./drive.ts";
import type { StepReport } from "./learner.ts";

/**
 * The state of a rule, checked.
 *
 * @throws {TypeError} when it is no such state, of another version, or something in it is of the wrong kind.
 * @throws {RangeError} when a number in it is out of range.
 */
export function parseDriveState(value: unknown): DriveState {
  const state = stateOf("mixlab/rule", value), journal = list(state.journal, "state: journal");
  return {
    format: "mixlab/rule",
    version: 1,
    journal: journal.map((entry, n) => parseEntry(entry, `state: journal[${n}]`)),
    partial: state.partial === null ? null : parseFolded(state.partial, "state: partial"),
  };
}

function parseEntry(value: unknown, at: string): DriveState["journal"][number] {
  const entry = object(value, at), asked = object(entry.asked, `${at}.asked`), came = `${at}.came`;
  switch (asked.do) {
    case "round":
      object(asked.record, `${at}.asked.record`);
      if (entry.came !== null) throw wrongKind(`${came}: wanted null, got ${got(entry.came)}`);
      break;
    case "evaluate":
      list(entry.came, came).forEach((loss, i) => finite(loss, `${came}[${i}]`));
      break;
    case "train":
    case "reweigh":
    case "combine": {
      const steps = count(asked.steps, `${at}.asked.steps`);
      list(asked.shares, `${at}.asked.shares`).forEach((share, j) => finite(share, `${at}.asked.shares[${j}]`));
      const report = asked.do === "train" ? parseReport(entry.came, came) : parseFolded(entry.came, came).report;
      if (report.steps === steps) break;
      throw outOfRange(`${came}: wanted the ${steps} steps that were asked for, got ${report.steps}`);
    }
    default:
      throw wrongKind(`${at}.asked.do: wanted train, reweigh, combine, evaluate, round, got ${got(asked.do)}`);
  }
  return { asked: asked as Json, came: entry.came as Json };
}

/** Steps with the state that they ended with. */
function parseFolded(value: unknown, at: string): { readonly report: StepReport; readonly state: Json } {
  const folded = object(value, at);
  if (folded.state === undefined) throw wrongKind(`${at}.state: wanted the state of the steps, got none`);
  return { report: parseReport(folded.report, `${at}.report`), state: folded.state as Json };
}

function parseReport(value: unknown, at: string): StepReport {
  const report = object(value, at);
  const numbers = (name: "rows" | "targets" | "sums") =>
    list(report[name], `${at}.${name}`).map((x, j) => finite(x, `${at}.${name}[${j}]`));
  const rows = numbers("rows"), targets = numbers("targets"), sums = numbers("sums");
  if (targets.length !== rows.length || sums.length !== rows.length) {
    throw outOfRange(
      `${at}: wanted rows, targets and sums of every domain, got ${rows.length}, ${targets.length} and ${sums.length}`,
    );
  }
  return {
    steps: count(report.steps, `${at}.steps`),
    tokens: count(report.tokens, `${at}.tokens`),
    rows,
    targets,
    sums,
  };
}
