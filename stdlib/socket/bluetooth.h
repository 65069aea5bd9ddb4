// Bluetooth's addresses and numbers, as the Linux kernel has them; its headers are in a package of their own.
#pragma once

#include <cstdint>

namespace minipy::sockets::bluetooth {

constexpr int kL2cap = 0, kHci = 1, kSco = 2, kRfcomm = 3;               // protocols
constexpr int kHciDataDirection = 1, kHciFilter = 2, kHciTimeStamp = 3;  // options of SOL_HCI, which is 0

struct Device {
    uint8_t bytes[6];
};
struct L2capAddress {
    uint16_t family, psm;
    Device device;
    uint16_t channel;
    uint8_t device_type;
};
struct RfcommAddress {
    uint16_t family;
    Device device;
    uint8_t channel;
};
struct ScoAddress {
    uint16_t family;
    Device device;
};
struct HciAddress {
    uint16_t family, device, channel;
};

}  // namespace minipy::sockets::bluetooth
