// The app behind the landing page: routes, each loaded when it is first wanted, inside one shell.
import { QueryClientProvider } from "@tanstack/react-query";
import { type ComponentType, lazy, Suspense } from "react";
import { BrowserRouter, Navigate, Route, Routes, useLocation, useNavigate } from "react-router";
import { useSession } from "#web/lib/session.ts";
import { Toasts } from "#web/ui/Toasts.tsx";
import { queries } from "./query-client.ts";
import { RouteFocus } from "./RouteFocus.tsx";
import { Shell } from "./Shell.tsx";
import { PageSkeleton } from "./PageSkeleton.tsx";

const page = <M extends Record<string, unknown>, K extends keyof M>(load: () => Promise<M>, name: K) =>
  lazy(() => load().then((module) => ({ default: module[name] as ComponentType })));

const Today = page(() => import("#web/features/today/Today.tsx"), "Today");
const Rooms = page(() => import("#web/features/rooms/Rooms.tsx"), "Rooms");
const RoomPage = page(() => import("#web/features/rooms/RoomPage.tsx"), "RoomPage");
const JoinPage = page(() => import("#web/features/rooms/JoinPage.tsx"), "JoinPage");
const StreakPage = page(() => import("#web/features/streak/StreakPage.tsx"), "StreakPage");
const People = page(() => import("#web/features/people/People.tsx"), "People");
const InvitePage = page(() => import("#web/features/people/InvitePage.tsx"), "InvitePage");
const Messages = page(() => import("#web/features/messages/Messages.tsx"), "Messages");
const Library = page(() => import("#web/features/media/Library.tsx"), "Library");
const SharePage = page(() => import("#web/features/media/SharePage.tsx"), "SharePage");
const DeckList = page(() => import("#web/features/decks/DeckList.tsx"), "DeckList");
const DeckPage = page(() => import("#web/features/decks/DeckPage.tsx"), "DeckPage");
const DeckPlayer = page(() => import("#web/features/decks/DeckPlayer.tsx"), "DeckPlayer");
const Settings = page(() => import("#web/features/settings/Settings.tsx"), "Settings");
const SignIn = page(() => import("#web/features/accounts/SignIn.tsx"), "SignIn");
const CreateAccount = page(() => import("#web/features/accounts/CreateAccount.tsx"), "CreateAccount");
const NotFound = page(() => import("./NotFound.tsx"), "NotFound");
const Landing = lazy(() => import("#web/features/landing/Landing.tsx").then(({ Landing }) => ({ default: Landing })));

const Home = () => {
  const { kind } = useSession();
  const navigate = useNavigate();
  return kind === "signed_out" ? <Landing open={(path) => void navigate(path)} /> : <Shell />;
};

/** For pages about oneself: sign in first, and come back. */
const Own = () => {
  const { kind } = useSession();
  const { pathname, search } = useLocation();
  if (kind === "signed_out") return <Navigate replace to={`/login?next=${encodeURIComponent(pathname + search)}`} />;
  return <Shell />;
};

export const App = () => (
  <QueryClientProvider client={queries}>
    <BrowserRouter>
      <RouteFocus />
      <Suspense fallback={<PageSkeleton />}>
        <Routes>
          <Route element={<Home />}>
            <Route index element={<Today />} />
          </Route>
          <Route element={<Shell />}>
            <Route path="rooms" element={<Rooms />} />
            <Route path="rooms/:id" element={<RoomPage />} />
          </Route>
          <Route element={<Own />}>
            <Route path="streak" element={<StreakPage />} />
            <Route path="messages/:id?" element={<Messages />} />
            <Route path="people/:person?" element={<People />} />
            <Route path="library" element={<Library />} />
            <Route path="share" element={<SharePage />} />
            <Route path="decks" element={<DeckList />} />
            <Route path="decks/:id" element={<DeckPage />} />
            <Route path="decks/:id/present" element={<DeckPlayer />} />
            <Route path="settings/:section?" element={<Settings />} />
          </Route>
          <Route path="j/:code" element={<JoinPage />} />
          <Route path="i/:code" element={<InvitePage />} />
          <Route path="login" element={<SignIn />} />
          <Route path="register" element={<CreateAccount />} />
          <Route path="*" element={<NotFound />} />
        </Routes>
      </Suspense>
      <Toasts />
    </BrowserRouter>
  </QueryClientProvider>
);
