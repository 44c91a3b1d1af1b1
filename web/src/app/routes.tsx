import { lazy, Suspense } from "react"
import { Route, Switch } from "wouter"

import { HomeScreen } from "@/features/home"
import { LeaderboardScreen } from "@/features/leaderboard"
import { useDev } from "@/shared/api"
import { Loading, NotFound } from "@/shared/ui"

import { Shell } from "./shell"

// The first two screens are in the first load; the others come when they are asked for.
const PlayerScreen = lazy(() => import("@/features/player"))
const CompareScreen = lazy(() => import("@/features/player/compare"))
const ReplayScreen = lazy(() => import("@/features/replay"))
const SubmitPanel = lazy(() => import("@/features/submit"))
const OverlayScreen = lazy(() => import("@/features/overlay"))
const EmbedScreen = lazy(() => import("@/features/embed"))

/** Addresses and their screens. Overlay and embed stand alone, without the shell. */
export function Routes() {
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        <Route path="/overlay/:id">{({ id }) => <OverlayScreen id={plain(id)} />}</Route>
        <Route path="/embed/:id">{({ id }) => <EmbedScreen id={plain(id)} />}</Route>
        <Route>
          <Shell>
            <Suspense fallback={<Loading />}>
              <ShellRoutes />
            </Suspense>
          </Shell>
        </Route>
      </Switch>
    </Suspense>
  )
}

function ShellRoutes() {
  return (
    <Switch>
      <Route path="/">
        <HomeScreen />
      </Route>
      <Route path="/leaderboards/:id">{({ id }) => <Leaderboard key={id} id={plain(id)} />}</Route>
      <Route path="/leaderboards/:id/replay">{({ id }) => <ReplayScreen id={plain(id)} />}</Route>
      <Route path="/players/:id">{({ id }) => <PlayerScreen id={plain(id)} />}</Route>
      <Route path="/players/:id/compare/:other">
        {({ id, other }) => <CompareScreen id={plain(id)} other={plain(other)} />}
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  )
}

/** The leaderboard, with the panel that submits and simulates where the server allows it. */
function Leaderboard({ id }: { id: string }) {
  const panel = useDev() ? <SubmitPanel leaderboard={id} /> : null
  return <LeaderboardScreen id={id} panel={panel} />
}

/** A part of an address as it was meant; one that is no valid encoding stays as it is. */
function plain(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "")
  } catch {
    return part ?? ""
  }
}
