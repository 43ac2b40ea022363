/** Between the seeds of a final run or a reference and of its proxies: these draw other data, as in the repositories. */
export const PROXY_SEED = 1_000_003;
