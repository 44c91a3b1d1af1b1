-- Put a loaded generation in the place of what there is.
-- KEYS: marker, order, records, prefixes, counts; then those of the new generation; then, with
-- the first shard, the lock.
-- ARGV: shape, generation, watermark, entries, seconds that it is kept unless someone uses it,
-- the lock's token.
-- Answers 1; 0 where some have got lost, or the lock is another's.
local half = math.floor(#KEYS / 2)
if #KEYS % 2 == 1 and redis.call('GET', KEYS[#KEYS]) ~= ARGV[6] then return 0 end
local entries = tonumber(ARGV[4])
if redis.call('ZCARD', KEYS[half + 2]) ~= entries
    or redis.call('HLEN', KEYS[half + 3]) ~= entries then
  return 0
end
local counted = redis.call('HMGET', KEYS[half + 1], 'events', 'prefixes')
for i = 1, half do
  redis.call('UNLINK', KEYS[i])
  if i > 1 and redis.call('EXISTS', KEYS[half + i]) == 1 then
    redis.call('RENAME', KEYS[half + i], KEYS[i])
    redis.call('EXPIRE', KEYS[i], ARGV[5])
  end
end
redis.call('UNLINK', KEYS[half + 1])
redis.call('HSET', KEYS[1], 'shape', ARGV[1], 'generation', ARGV[2], 'watermark', ARGV[3],
  'step', 0, 'entries', entries, 'events', counted[1] or 0, 'prefixes', counted[2] or 0)
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 1
