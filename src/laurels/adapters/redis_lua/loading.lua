-- What the script that loads a shard begins with.
-- KEYS: marker, order, records, prefixes, counts of the new generation. ARGV[1]: 'd' where dense.
local marker, order, records, prefixes, counts = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local dense = ARGV[1] == 'd'
local sub = string.sub
