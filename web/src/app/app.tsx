import { QueryClientProvider } from "@tanstack/react-query"
import { useState } from "react"
import { Router } from "wouter"

import { makeQueryClient } from "@/shared/api"
import { exactLocation } from "@/shared/url"

import { CrashGuard } from "./crash-guard"
import { Routes } from "./routes"

/** The whole app: its cache, what catches a crash, and its routes. */
export function App() {
  const [client] = useState(makeQueryClient)
  return (
    <QueryClientProvider client={client}>
      <CrashGuard>
        <Router {...exactLocation}>
          <Routes />
        </Router>
      </CrashGuard>
    </QueryClientProvider>
  )
}
