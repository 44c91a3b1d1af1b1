export const stage = {
  "embed.open": "See the whole leaderboard",
  "embed.away": "The leaderboard cannot be reached. This page goes on trying.",
} as const
