// MINIPY_SANITIZED: 1 in a build with a sanitizer that watches memory (both compilers tell, each in its way).
#pragma once

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MINIPY_SANITIZED 1
#endif
#endif
#if !defined(MINIPY_SANITIZED) && (defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__))
#define MINIPY_SANITIZED 1
#endif
#ifndef MINIPY_SANITIZED
#define MINIPY_SANITIZED 0
#endif
