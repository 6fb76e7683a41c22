// Where the page begins: a visitor gets the landing page alone, everyone else the app with its router.
import { lazy, StrictMode, Suspense, useState } from "react";
import { createRoot } from "react-dom/client";
import { startClock } from "./lib/clock.ts";
import { registerServiceWorker, reloadWhenOutdated } from "./lib/register-service-worker.ts";
import { session, startSession, useSession } from "./lib/session.ts";
import { LocaleProvider } from "./messages/locale.tsx";
import { CrashNotice } from "./ui/CrashNotice.tsx";
import "./ui/styles.css";

const loadLanding = () => import("./features/landing/Landing.tsx");
const loadApp = () => import("./app/App.tsx");
const Landing = lazy(() => loadLanding().then(({ Landing }) => ({ default: Landing })));
const App = lazy(() => loadApp().then(({ App }) => ({ default: App })));

const isLanding = () => location.pathname === "/" && session.get().kind === "signed_out";
// Fetched beside React's first render instead of after it.
void (isLanding() ? loadLanding() : loadApp());

const Page = () => {
  const { kind } = useSession();
  // Once in the app always in the app: its router serves the landing page too.
  const [inApp, setInApp] = useState(() => !isLanding());
  if (kind !== "signed_out" && !inApp) setInApp(true);

  const open = (path: string) => {
    history.pushState(null, "", path);
    setInApp(true);
  };
  return inApp ? <App /> : <Landing open={open} />;
};

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

startSession();
startClock();
registerServiceWorker();
reloadWhenOutdated();
createRoot(root).render(
  <StrictMode>
    <LocaleProvider>
      <CrashNotice>
        <Suspense fallback={null}>
          <Page />
        </Suspense>
      </CrashNotice>
    </LocaleProvider>
  </StrictMode>,
);
