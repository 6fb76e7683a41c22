// Asks the service worker to send what waits once there is a network, even if no tab is open any more. Where the
// browser has no background sync the entries wait for the next page.
export const OUTBOX_SYNC = "lockstep.outbox";

type WithSync = ServiceWorkerRegistration & { readonly sync?: { register(tag: string): Promise<void> } };

export const sendWhenClosed = async (): Promise<void> => {
  if (!("serviceWorker" in navigator)) return;
  const registration: WithSync | undefined = await navigator.serviceWorker.getRegistration();
  await registration?.sync?.register(OUTBOX_SYNC).catch(() => undefined);
};
