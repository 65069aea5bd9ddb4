"""Where an item belongs in a sorted list; the searching itself is native."""
from _bisect import bisect_left, bisect_right, insort_left, insort_right

bisect = bisect_right
insort = insort_right
