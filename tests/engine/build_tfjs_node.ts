/**
 * tfjs-node without its download: the addon is compiled from the package's own sources against the TensorFlow of a
 * Python package, whose headers and libraries come with it.
 *
 * By hand: deno run -A tests/engine/build_tfjs_node.ts FOLDER
 * then: MIXLAB_BACKENDS=tfjs-node deno test -c FOLDER/deno.json -A tests/engine/suite_test.ts
 */
const ROOT = new URL("../../", import.meta.url);
const PACKAGES = ["tfjs-node", "tfjs-node-gpu"] as const;

/** What a command wrote to both outputs; an error when it failed and should not have. */
export async function run(command: string, args: string[], options: Deno.CommandOptions = {}): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, ...options }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  if (!success) throw new Error(`${command} ${args.join(" ")}\n${text}`);
  return text;
}

/** The folder of Python's package, from MIXLAB_TENSORFLOW or python3; undefined where there is none. */
export async function findTensorFlow(): Promise<string | undefined> {
  const named = Deno.env.get("MIXLAB_TENSORFLOW");
  if (named) return named;
  const ask =
    "import importlib.util as u; s = u.find_spec('tensorflow'); print(s.submodule_search_locations[0] if s else '')";
  const said = await run("python3", ["-c", ask]).catch(() => "");
  return said.trim() || undefined;
}

/** A folder of its own with a configuration like deno.tfjs-node.json and the packages, whose addons are missing yet. */
export async function installPackages(folder: string): Promise<string> {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.tfjs-node.json", ROOT)));
  const ours = Object.entries(imports).filter(([name]) => name.startsWith("@tensorflow/"));
  const config = { imports: Object.fromEntries(ours), nodeModulesDir: "auto", lock: false };
  await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(config, null, 2));
  await run(Deno.execPath(), ["install", "-c", `${folder}/deno.json`], { cwd: folder });
  return `${folder}/deno.json`;
}

/** Compiles the addon, for both packages: their sources are the same. */
export async function buildAddons(folder: string, tensorFlow: string): Promise<void> {
  const first = `${folder}/node_modules/@tensorflow/${PACKAGES[0]}`, addon = `${folder}/tfjs_binding.node`;
  const libraries = ["cc", "framework"].map((part) => `${tensorFlow}/libtensorflow_${part}.so.2`);
  await run("g++", [
    ...["-shared", "-fPIC", "-O1", "-std=c++17", "-DNAPI_VERSION=8", "-w"],
    ...["-I/usr/include/node", "-I/usr/local/include/node", `-I${tensorFlow}/include`],
    ...[`${first}/binding/tfjs_backend.cc`, `${first}/binding/tfjs_binding.cc`, ...libraries],
    ...[`-Wl,-rpath,${tensorFlow}`, "-o", addon],
  ]);
  for (const name of PACKAGES) {
    const place = `${folder}/node_modules/@tensorflow/${name}/lib/napi-v8`;
    await Deno.mkdir(place, { recursive: true });
    await Deno.copyFile(addon, `${place}/tfjs_binding.node`);
  }
}

if (import.meta.main) {
  const [folder] = Deno.args, tensorFlow = await findTensorFlow();
  if (!folder || !tensorFlow) throw new Error("wanted a folder, and TensorFlow for python3 or in MIXLAB_TENSORFLOW");
  await Deno.mkdir(folder, { recursive: true });
  await installPackages(folder);
  await buildAddons(folder, tensorFlow);
}
