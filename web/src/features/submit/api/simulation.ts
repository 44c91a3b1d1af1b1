import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"

import { path, request } from "@/shared/api"

const EVERY_MS = 1000
const IDLE_MS = 5000

type Crowd = { leaderboard: string; rate: number; players: number }

/** The crowd that plays, or the last one that did; nulls where none has since the start. */
export type Simulation = {
  running: boolean
  leaderboard: string | null
  rate: number | null
  players: number | null
  played: number
}

const simulationQuery = () =>
  queryOptions({
    queryKey: ["dev", "simulation"],
    queryFn: ({ signal }) => request<Simulation>(path("dev", "simulation"), { signal }),
    refetchInterval: ({ state }) => (state.data?.running ? EVERY_MS : IDLE_MS),
  })

/** Who plays now, asked every second while someone does. */
export const useSimulation = () => useQuery(simulationQuery())

/** Lets a crowd play, in place of the one before; null stops it. */
export function useSetCrowd() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (crowd: Crowd | null) =>
      request<Simulation>(path("dev", "simulation"), {
        method: crowd ? "PUT" : "DELETE",
        ...(crowd && { body: crowd }),
      }),
    onSuccess: (told) => client.setQueryData(simulationQuery().queryKey, told),
  })
}
