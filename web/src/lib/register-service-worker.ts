// The app opens offline. A new version installs quietly and serves the next page load.
import { ownScript } from "./trusted-urls.ts";

export const registerServiceWorker = (): void => {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  addEventListener("load", () => {
    navigator.serviceWorker.register(ownScript("/service-worker.js"), { scope: "/" }).catch(() => undefined);
  });
};
