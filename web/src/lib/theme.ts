// System, light or dark; and motion. The first paint is served by /theme.js from the same key.
import type { Preferences } from "#core/protocol/users.ts";

const KEY = "lockstep.theme";

export const applyTheme = (theme: Preferences["theme"]): void => {
  if (theme === "system") {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(KEY, theme);
    document.documentElement.dataset.theme = theme;
  }
};

export const applyMotion = (reducedMotion: Preferences["reducedMotion"]): void => {
  if (reducedMotion === "on") document.documentElement.dataset.motion = "reduced";
  else delete document.documentElement.dataset.motion;
};
