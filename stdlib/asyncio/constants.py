"""Numbers that several modules share."""

import enum

LOG_THRESHOLD_FOR_CONNLOST_WRITES = 5  # writes to a lost connection before a warning
ACCEPT_RETRY_DELAY = 1  # seconds of rest after accept() ran out of descriptors
DEBUG_STACK_DEPTH = 10  # frames that debug mode keeps of the place that made a thing
SSL_HANDSHAKE_TIMEOUT = 60.0
SSL_SHUTDOWN_TIMEOUT = 30.0
SENDFILE_FALLBACK_READBUFFER_SIZE = 1024 * 256
FLOW_CONTROL_HIGH_WATER_SSL_READ = 256
FLOW_CONTROL_HIGH_WATER_SSL_WRITE = 512
THREAD_JOIN_TIMEOUT = 300


class _SendfileMode(enum.Enum):
    UNSUPPORTED = enum.auto()
    TRY_NATIVE = enum.auto()
    FALLBACK = enum.auto()
