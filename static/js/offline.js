// Keeps today's list on the device for when there is no network; the worker does the keeping (sw.js).

addEventListener("load", async () => {
  try {
    await navigator.serviceWorker?.register("/sw.js");
    (await navigator.serviceWorker?.ready)?.active.postMessage("keep");
  } catch {
    // Nothing is kept then: a private window, or a browser that was told not to.
  }
});
