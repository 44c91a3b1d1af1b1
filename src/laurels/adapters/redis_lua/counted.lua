-- Hold counts of distinct columns against the order. ARGV: shape, bytes of a key, then prefixes.
-- Answers head, then 1 for each that is counted right, else 0.
local s = state()
if not s then return false end
-- What all that begins with a prefix is smaller than.
local function past(prefix)
  local last = #prefix
  while last > 0 and string.byte(prefix, last) == 255 do last = last - 1 end
  if last == 0 then return '+' end
  return '(' .. sub(prefix, 1, last - 1) .. string.char(string.byte(prefix, last) + 1)
end
local results = {}
for i = 3, #ARGV do
  local prefix = ARGV[i]
  local there = redis.call('ZLEXCOUNT', order, '[' .. prefix, past(prefix))
  local counted = tonumber(redis.call('HGET', counts, prefix) or 0)
  local listed = redis.call('ZSCORE', prefixes, prefix) and 1 or 0
  results[#results + 1] = (there == counted and listed == (there > 0 and 1 or 0)) and 1 or 0
end
local answer = head(s)
answer[6] = results
return answer
