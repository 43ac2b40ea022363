/**
 * How PyTorch is run: what `--peer-settings` tries, and what won.
 *
 * @module
 */
import type { Command } from "./worker.ts";

/** Settings of peer_torch.py, and of the process that it runs in. */
export interface TorchSettings {
  readonly mode: "eager" | "compile";
  /** `F.scaled_dot_product_attention`, or baddbmm, softmax and bmm. */
  readonly attention: "sdpa" | "explicit";
  readonly adamw: "fused" | "foreach" | "single";
  /** `clip_grad_norm_`, or the scale given to the fused update (`grad_scale`). */
  readonly clip: "torch" | "folded";
  /** What zero_grad does: gradients set to none, or filled with zeros. */
  readonly zero: "none" | "fill";
  /** F.linear and F.cross_entropy; F.linear_cross_entropy, or the same in chunks (not with compile). */
  readonly head: "plain" | "linear-cross-entropy" | "chunked";
  /** Whether clipping and AdamW are compiled as well. */
  readonly compileUpdate: boolean;
  /** Options of torch.compile. */
  readonly inductor: Readonly<Record<string, unknown>>;
  /** Whose malloc; "tuned" is glibc's that keeps its memory, "huge" the same in huge pages. */
  readonly malloc: "glibc" | "tuned" | "huge" | "jemalloc" | "tcmalloc";
  /** Whose OpenMP: GNU's, which PyTorch brings, or LLVM's (Debian: libomp5), which is Intel's. */
  readonly openmp: "gnu" | "llvm";
}

/** Where `--peer-settings` begins: what PyTorch's documentation recommends. */
export const RECOMMENDED: TorchSettings = {
  mode: "eager",
  attention: "sdpa",
  adamw: "fused",
  clip: "torch",
  zero: "none",
  head: "plain",
  compileUpdate: false,
  inductor: {},
  malloc: "glibc",
  openmp: "gnu",
};

/** What is tried, one after another, each from the best of the ones before. */
export const TRIALS: Record<TorchSettings["mode"], readonly (readonly Partial<TorchSettings>[])[]> = {
  eager: [
    [{ malloc: "tuned" }, { malloc: "huge" }, { malloc: "jemalloc" }, { malloc: "tcmalloc" }],
    [{ attention: "explicit" }],
    [{ openmp: "llvm" }],
    [{ head: "linear-cross-entropy" }, { head: "chunked" }],
    [{ clip: "folded" }, { adamw: "foreach" }, { adamw: "single" }],
    [{ zero: "fill" }],
  ],
  compile: [
    [{ malloc: "tuned" }, { malloc: "huge" }, { malloc: "jemalloc" }, { malloc: "tcmalloc" }],
    [{ attention: "explicit" }],
    [{ openmp: "llvm" }],
    [{ inductor: { cpp_wrapper: true } }, { inductor: { max_autotune: true } }],
    [{ clip: "folded" }, { compileUpdate: true, adamw: "foreach" }],
    [{ zero: "fill" }],
  ],
};

/** For all shapes but where said otherwise. */
const WINNER: Partial<TorchSettings> = { malloc: "jemalloc", clip: "folded" };
/**
 * What won by shape, or by shape and threads ("S 2"). Measured with one thread in processor time, smallest of a few
 * steps, on a Xeon of 2.80 GHz (Ice Lake), PyTorch 2.13, beside other work: differences below some 5 % are noise. ms:
 *
 *     eager    glibc  huge  jemalloc  tcmalloc   other changes
 *     S           14    12        12        13   explicit +10 %, foreach 0, folded -8 %, fill -7 % (none in the median)
 *     M          434   356       311       351
 *     P14       1044   625       646       657   explicit +24 %, chunked × 7, folded -5 %, foreach +1 %, fill -2 %
 *     P70       2111  1646      1626      1673   explicit +35 %, fill +14 %, folded within noise
 *     compile
 *     S         11.2                             cpp_wrapper -8 %, compileUpdate -5 % (with both: slower), folded -2 %
 *     M                        280               explicit +5 %, max_autotune +14 %, cpp_wrapper and compileUpdate +6 %
 *     P14        898           694               cpp_wrapper and compileUpdate -2 %; slower than eager
 *
 * glibc's malloc gives large blocks back to the system after every step and takes them, page by page, anew: with it
 * P14 is 1.6 times as slow. jemalloc and huge pages cure that alike; jemalloc's peak is lower.
 */
const WINNERS: Record<TorchSettings["mode"], Readonly<Record<string, Partial<TorchSettings>>>> = {
  eager: {},
  compile: { S: { inductor: { cpp_wrapper: true } } },
};

/** The fastest settings known for a shape. */
export function bestSettings(mode: TorchSettings["mode"], shape: string, threads: number): TorchSettings {
  const winners = WINNERS[mode];
  return { ...RECOMMENDED, mode, ...WINNER, ...winners[shape], ...winners[`${shape} ${threads}`] };
}

const LIBRARIES = "/usr/lib/x86_64-linux-gnu";
const KEEP = ["mmap_max=0", "trim_threshold=1099511627776", "top_pad=67108864"].map((tunable) =>
  `glibc.malloc.${tunable}`
);
const MALLOC: Record<TorchSettings["malloc"], { preload?: string; env?: Record<string, string> }> = {
  glibc: {},
  tuned: { env: { GLIBC_TUNABLES: KEEP.join(":") } },
  huge: { env: { GLIBC_TUNABLES: [...KEEP, "glibc.malloc.hugetlb=1"].join(":"), THP_MEM_ALLOC_ENABLE: "1" } },
  jemalloc: {
    preload: `${LIBRARIES}/libjemalloc.so.2`,
    env: { MALLOC_CONF: "thp:always,metadata_thp:auto,oversize_threshold:0,dirty_decay_ms:-1,muzzy_decay_ms:-1" },
  },
  tcmalloc: { preload: `${LIBRARIES}/libtcmalloc_minimal.so.4`, env: { TCMALLOC_RELEASE_RATE: "0" } },
};
const OPENMP: Record<TorchSettings["openmp"], { preload?: string; env?: Record<string, string> }> = {
  gnu: {},
  llvm: { preload: `${LIBRARIES}/libomp.so.5`, env: { KMP_BLOCKTIME: "1" } },
};

/** How to start the worker; undefined when the settings need a library that this machine lacks. */
export function torchCommand(
  python: string,
  folder: string,
  threads: number,
  settings: TorchSettings,
): Command | undefined {
  const parts = [MALLOC[settings.malloc], OPENMP[settings.openmp]];
  const preload = parts.flatMap((part) => part.preload ?? []);
  if (!preload.every(exists)) return undefined;
  const count = String(threads);
  return {
    command: python,
    args: ["bench/train/peer_torch.py", folder, JSON.stringify({ ...settings, threads })],
    env: {
      OMP_NUM_THREADS: count,
      MKL_NUM_THREADS: count,
      TORCHINDUCTOR_CACHE_DIR: `${folder}/inductor`,
      ...Object.assign({}, ...parts.map((part) => part.env)),
      ...(preload.length && { LD_PRELOAD: preload.join(":") }),
    },
  };
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
