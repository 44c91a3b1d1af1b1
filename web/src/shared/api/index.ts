export { perMinute, useActivity, useBoardActivity } from "./activity"
export { useDev } from "./dev"
export { aroundQuery, entriesQuery, placeQuery, type Place } from "./entries"
export { fetchEvents, lastEventsQuery, type BoardEvent, type Events } from "./events"
export {
  leaderboardQuery,
  leaderboardsQuery,
  useLeaderboard,
  useLeaderboards,
  windowNames,
} from "./leaderboards"
export { playerEntriesQuery, playerQuery, playersQuery } from "./players"
export { isNotFound, isRefused, untilRefused, Problem } from "./problem"
export { makeQueryClient } from "./query-client"
export { path, request } from "./request"
export { seasonsQuery } from "./seasons"
export { statsQuery } from "./stats"
export type * from "./types"
