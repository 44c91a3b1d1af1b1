import { useQuery } from "@tanstack/react-query"

import { path, request } from "./request"

import type { Dev } from "./types"

/** True where the server runs in dev mode: then the app may submit scores itself. */
export function useDev(): boolean {
  const { data } = useQuery({
    queryKey: ["dev"],
    queryFn: ({ signal }) => request<Dev>(path("dev"), { signal }),
    staleTime: Infinity,
  })
  return data?.dev ?? false
}
