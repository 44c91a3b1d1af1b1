-- Hold players against what they should be. ARGV: shape, bytes of a key, then of each player the
-- number, the record ('' for none) and, behind each other, members that should not be there.
-- Answers head, then 1 for each that is so, else 0.
local s = state()
if not s then return false end
local function is_held(player, record, odd)
  if (redis.call('HGET', records, player) or '') ~= record then return 0 end
  if record ~= '' then
    local score = redis.call('ZSCORE', order, sub(record, 1, size) .. player)
    if not score or tonumber(score) ~= 0 then return 0 end
  end
  for start = 1, #odd, size + 8 do
    if redis.call('ZSCORE', order, sub(odd, start, start + size + 7)) then return 0 end
  end
  return 1
end
local results = {}
for i = 3, #ARGV, 3 do
  results[#results + 1] = is_held(ARGV[i], ARGV[i + 1], ARGV[i + 2])
end
local answer = head(s)
answer[6] = results
return answer
