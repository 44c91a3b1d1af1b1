import { lazy, Suspense } from "react"
import { Route, Switch, useRoute } from "wouter"

import { HomeScreen } from "@/features/home"
import { LeaderboardScreen } from "@/features/leaderboard"
import { ShareButton } from "@/features/share"
import { useDev } from "@/shared/api"
import { Loading, NotFound } from "@/shared/ui"

import { plain } from "./plain"
import { Shell } from "./shell"

// The first two screens are in the first load; the others come when they are asked for.
const PlayerScreen = lazy(() => import("@/features/player"))
const CompareScreen = lazy(() => import("@/features/player/compare"))
const ReplayScreen = lazy(() => import("@/features/replay"))
const DevDrawer = lazy(() => import("@/features/submit"))

/** Addresses and their screens. Overlay and embed stand alone: `bare.tsx` has theirs. */
export function Routes() {
  return (
    <Shell>
      <Suspense fallback={<Loading />}>
        <Screens />
      </Suspense>
      <Suspense fallback={null}>
        <Drawer />
      </Suspense>
    </Shell>
  )
}

function Screens() {
  return (
    <Switch>
      <Route path="/">
        <HomeScreen />
      </Route>
      <Route path="/leaderboards/:id">
        {({ id }) => (
          <LeaderboardScreen
            key={id}
            id={plain(id)}
            actions={<ShareButton leaderboard={plain(id)} />}
          />
        )}
      </Route>
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

/** What submits and simulates, on Home and on leaderboards, where the server allows it. */
function Drawer() {
  const isDev = useDev()
  const [isHome] = useRoute("/")
  const [isBoard, board] = useRoute("/leaderboards/:id")
  if (!isDev || !(isHome || isBoard)) return null
  return <DevDrawer leaderboard={board ? plain(board.id) : null} />
}
