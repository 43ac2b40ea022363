/** A Python that has PyTorch: MIXLAB_PYTHON, else /opt/peer/bin/python, else python3; undefined when there is none. */
export async function pythonWithTorch(): Promise<string | undefined> {
  const named = Deno.env.get("MIXLAB_PYTHON");
  for (const python of named ? [named] : ["/opt/peer/bin/python", "python3"]) {
    try {
      const { success } = await new Deno.Command(python, { args: ["-c", "import torch"], stderr: "null" }).output();
      if (success) return python;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
