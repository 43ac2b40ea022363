/**
 * One request for one file of known size.
 *
 * @module
 */

/** Why a request gave nothing usable. */
export class FetchProblem extends Error {
  override name = "FetchProblem";
  /**
   * @param message What happened, without the address.
   * @param again Whether a second try may help.
   * @param unreachable Whether the host did not answer at all.
   */
  constructor(message: string, readonly again: boolean, readonly unreachable = false) {
    super(message);
  }
}

/**
 * Fetches at most `bytes` bytes from `url`.
 *
 * @throws FetchProblem when the host refuses, answers with an error, is too slow, or sends more or less than `bytes`.
 * @throws The reason of `signal` when that is aborted.
 */
export async function fetchBytes(
  url: string,
  bytes: number,
  options: { signal?: AbortSignal; timeoutMs: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout.signal]) : timeout.signal;
  let answered = false;
  try {
    const response = await fetch(url, { signal });
    answered = true;
    if (!response.ok) {
      await response.body?.cancel();
      const again = response.status >= 500 || response.status === 408 || response.status === 429;
      throw new FetchProblem(`the server answered ${response.status} ${response.statusText}`.trimEnd(), again);
    }
    return await readExactly(response, bytes);
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    if (error instanceof FetchProblem || error instanceof Deno.errors.NotCapable) throw error;
    if (timeout.signal.aborted) {
      throw new FetchProblem(`no complete answer within ${options.timeoutMs / 1000} s`, true, !answered);
    }
    const reason = innermost(error);
    if (answered) throw new FetchProblem(`the connection broke before the file was whole (${reason})`, true);
    throw new FetchProblem(`cannot connect (${reason})`, true, true);
  } finally {
    clearTimeout(timer);
  }
}

async function readExactly(response: Response, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(bytes);
  let length = 0;
  for await (const chunk of response.body ?? []) {
    // Leaving the loop cancels the body: a server cannot make us hold more than the manifest promises.
    if (length + chunk.length > bytes) {
      throw new FetchProblem(`the file is longer than the wanted ${bytes} bytes`, false);
    }
    whole.set(chunk, length);
    length += chunk.length;
  }
  if (length < bytes) throw new FetchProblem(`the file is cut short: ${length} of ${bytes} bytes came`, true);
  return whole;
}

/** The reason at the bottom of a chain of causes; Deno puts the useful words there. */
function innermost(error: unknown): string {
  while (error instanceof Error && error.cause instanceof Error) error = error.cause;
  const text = error instanceof Error ? error.message : String(error);
  // The address is told by the caller, once.
  return text.replace(/^error sending request for url \(.*?\): /, "");
}
