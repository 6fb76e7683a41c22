// What a phone or desktop needs to install the app.
import type { ManifestOptions } from "vite-plugin-pwa";

export const manifest: Partial<ManifestOptions> = {
  id: "/",
  name: "Lockstep",
  short_name: "Lockstep",
  description: "Shared focus rooms on one clock, and a streak you earned.",
  start_url: "/",
  scope: "/",
  display: "standalone",
  background_color: "#fcfbfa",
  theme_color: "#fcfbfa",
  categories: ["productivity"],
  // Answered by the service worker, which keeps what comes until the person has said to whom it goes.
  share_target: {
    action: "/share",
    method: "POST",
    enctype: "multipart/form-data",
    params: {
      title: "title",
      text: "text",
      url: "url",
      files: [{ name: "files", accept: ["image/*", "video/*", "audio/*", "application/pdf"] }],
    },
  },
  icons: [
    { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any" },
    { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any" },
    { src: "/icons/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    { src: "/favicon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
  ],
  shortcuts: [
    {
      name: "Rooms now",
      short_name: "Rooms",
      url: "/rooms",
      icons: [{ src: "/icons/icon-192.png", sizes: "192x192" }],
    },
    {
      name: "Open a room",
      short_name: "Open",
      url: "/rooms?open=1",
      icons: [{ src: "/icons/icon-192.png", sizes: "192x192" }],
    },
    { name: "Streak", short_name: "Streak", url: "/streak", icons: [{ src: "/icons/icon-192.png", sizes: "192x192" }] },
  ],
};
