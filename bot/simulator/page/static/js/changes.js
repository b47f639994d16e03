// @ts-check
import { fetchState } from "./api.js";
import { apply, kinds, load } from "./reduce.js";
import { setConnection, state } from "./store.js";

const SLOWEST_RETRY_MS = 3000;

/** @type {EventSource | null} */
let source = null;
let retryMs = 250;

/** Fetches the state anew and follows it from there. */
async function restart() {
  source?.close();
  try {
    load(await fetchState());
  } catch {
    retry();
    return;
  }
  follow();
}

/**
 * After a lost connection the server may have been started anew and count from the beginning.
 * If it has not, the changes missed meanwhile (answers, payments) are still to be had from it.
 */
async function resume() {
  try {
    const answer = await fetchState();
    if (answer.seq < state.seq) load(answer);
  } catch {
    retry();
    return;
  }
  follow();
}

function retry() {
  source?.close();
  setConnection("lost");
  setTimeout(() => void (state.ready ? resume() : restart()), retryMs);
  retryMs = Math.min(retryMs * 2, SLOWEST_RETRY_MS);
}

function follow() {
  const opened = new EventSource(`sim/changes?after=${state.seq}`);
  source = opened;
  opened.addEventListener("open", () => {
    retryMs = 250;
    setConnection("live");
  });
  // The browser's own retries stop for good at some failures; retrying here treats all alike.
  opened.addEventListener("error", () => {
    if (source === opened) retry();
  });
  opened.addEventListener("reset", () => void restart());
  for (const kind of kinds) {
    opened.addEventListener(kind, (event) => {
      apply(kind, JSON.parse(event.data), Number(event.lastEventId));
    });
  }
}

/** @returns {Promise<void>} settled once there is something to show, or a first failure to tell */
export async function connect() {
  await restart();
}

/** Learns what the changes do not tell, such as a newcomer's chat. */
export async function refresh() {
  try {
    const answer = await fetchState();
    if (answer.seq >= state.seq) load(answer);
  } catch {
    /* The lost connection is already being shown and mended. */
  }
}
