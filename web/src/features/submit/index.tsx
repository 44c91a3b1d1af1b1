/** Being built. */
export default function DevDrawer({ leaderboard: _leaderboard }: { leaderboard: string | null }) {
  return null
}
