import { QueryClientProvider } from "@tanstack/react-query"
import { lazy, Suspense, useState } from "react"
import { Route, Router, Switch } from "wouter"

import { makeQueryClient } from "@/shared/api"
import { exactLocation } from "@/shared/url"

import { CrashGuard } from "./crash-guard"
import { plain } from "./plain"

const OverlayScreen = lazy(() => import("@/features/overlay"))
const EmbedScreen = lazy(() => import("@/features/embed"))

/** What stands over a video or in a frame of another site: no shell, and nothing of the app. */
export function App() {
  const [client] = useState(makeQueryClient)
  return (
    <QueryClientProvider client={client}>
      <CrashGuard>
        {/* Nothing while it comes: a figure that turns would be seen over the video. */}
        <Suspense fallback={null}>
          <Router {...exactLocation}>
            <Switch>
              <Route path="/overlay/:id">{({ id }) => <OverlayScreen id={plain(id)} />}</Route>
              <Route path="/embed/:id">{({ id }) => <EmbedScreen id={plain(id)} />}</Route>
            </Switch>
          </Router>
        </Suspense>
      </CrashGuard>
    </QueryClientProvider>
  )
}
