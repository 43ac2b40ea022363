/**
 * The file of `deno task sweep plan --config`: settings of `deno task train`, and every flag of a plan by its name.
 *
 * @module
 */
import { wrongKind } from "../errors.ts";
import type { Json } from "../methods/actions.ts";
import type { OptionSpec } from "./arguments.ts";
import { told } from "./option_values.ts";
import { refuseNoneOfAPlan } from "./sweep_plan_refused.ts";
import type { GivenSettings } from "./train_settings.ts";
import { type Seals, settingsFromFile } from "./train_values.ts";

/** What a file asks for. */
export interface PlanFile {
  readonly settings: GivenSettings;
  readonly seals: Seals;
  /** Flags, as they would stand on the line. */
  readonly values: Readonly<Record<string, string | readonly string[] | boolean>>;
  /** Settings of models, by name. */
  readonly models?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** Reads the file. @throws {SyntaxError | TypeError | RangeError} naming file and member. */
export async function planFile(path: string, spec: Readonly<Record<string, OptionSpec>>): Promise<PlanFile> {
  const { settings, seals, own } = await settingsFromFile(path, Object.keys(spec));
  refuseNoneOfAPlan(settings, `${path}: `);
  const { models, ...others } = own, values: Record<string, string | readonly string[] | boolean> = {};
  for (const [name, value] of Object.entries(others)) values[name] = lineValue(spec[name], value, `${path}: ${name}`);
  if (models === undefined) return { settings, seals, values };
  if (settings.model !== undefined) throw wrongKind(`${path}: model, models: wanted one of them, got both`);
  if (typeof models !== "object" || models === null || Array.isArray(models)) {
    return { settings, seals, values: { ...values, models: lineValue(spec.models, models, `${path}: models`) } };
  }
  for (const [name, one] of Object.entries(models)) {
    if (typeof one !== "object" || one === null || Array.isArray(one)) {
      throw wrongKind(`${path}: models: ${name}: wanted an object of settings, got ${told(one)}`);
    }
  }
  return {
    ...{ settings, seals, values: { ...values, models: Object.keys(models).join(",") } },
    models: models as PlanFile["models"] & object,
  };
}

/** A member of a file as it would stand on the line. */
function lineValue(spec: OptionSpec, value: unknown, at: string): string | string[] | boolean {
  if (spec.type === "boolean") {
    if (typeof value === "boolean") return value;
    throw wrongKind(`${at}: wanted true or false, got ${told(value)}`);
  }
  const plain = (one: unknown) => typeof one === "number" || (typeof one === "string" && one !== "");
  if (plain(value)) return spec.multiple ? [String(value)] : String(value);
  if (Array.isArray(value) && value.length > 0 && value.every(plain)) {
    return spec.multiple ? value.map(String) : value.join(",");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(plain)) {
    return Object.entries(value).map(([name, one]) => `${name}=${one}`).join(",");
  }
  throw wrongKind(`${at}: wanted a number, text or a list of them, got ${told(value)}`);
}
