// The app opens offline. A new version installs quietly and serves the next page load; a page that misses a part of
// the version it came from is loaded again, once.
import { ownScript } from "./trusted-urls.ts";

export const registerServiceWorker = (): void => {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  addEventListener("load", () => {
    navigator.serviceWorker.register(ownScript("/service-worker.js"), { scope: "/" }).catch(() => undefined);
  });
};

const RELOADED = "lockstep.reloaded-at";
const RELOAD_AGAIN_AFTER_MS = 60_000;

export const reloadWhenOutdated = (): void => {
  addEventListener("vite:preloadError", (event) => {
    const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
    if (!navigator.onLine || Date.now() - last < RELOAD_AGAIN_AFTER_MS) return;
    event.preventDefault();
    sessionStorage.setItem(RELOADED, String(Date.now()));
    location.reload();
  });
};
