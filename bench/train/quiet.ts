import { machineSeconds } from "./process_figures.ts";

/** Length of a look at the machine, in milliseconds; threads of the last turn fall asleep, garbage is collected. */
const LOOK = 200;
/** Processors in use that still count as quiet. */
const BUSY = 0.2;
/** Looks before giving up: 30 seconds. */
const LOOKS = 150;

/** Waits until the machine does nothing else; goes on all the same after half a minute (a report says how busy it was). */
export async function quiet(): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    const before = machineSeconds(), from = performance.now();
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    if ((machineSeconds() - before) / ((performance.now() - from) / 1000) < BUSY) return;
  }
}
