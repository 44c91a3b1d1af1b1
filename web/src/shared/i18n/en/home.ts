export const home = {
  "home.title": "Leaderboards",
  "home.players": { one: "{count} player", other: "{count} players" },
  "home.rate": "{count}/s",
  "home.rate.label": "scores a second",
  "home.minute": "{count}/min",
  "home.lastminute": "scores in the last minute",
  "home.leader": "Leader",
  "home.noleader": "No score yet",
  "home.empty.title": "No leaderboard yet",
  "home.empty.text": "Make the first one and send it a score. It shows up here at once.",
  "home.activity": "Scores a minute over the last hour",
} as const
