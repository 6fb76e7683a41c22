// Runs before the first paint, so that a chosen theme never flashes. The app keeps the same key (lib/theme.ts).
{
  const theme = localStorage.getItem("lockstep.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}
