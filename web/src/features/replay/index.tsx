import { Loading } from "@/shared/ui"

/** Being built. */
export default function ReplayScreen({ id: _id }: { id: string }) {
  return <Loading />
}
