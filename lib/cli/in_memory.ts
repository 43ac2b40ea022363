/** Shards up to this size are held in memory: reading rows of small models from files would take 3 % of a step. */
export const IN_MEMORY = 32 << 20;
