// The gamma function by Lanczos' approximation with g = 6.0246800407767296 and thirteen terms, as CPython computes it: the C
// library's own differs in the last digits.
//
//     gamma(x + 1/2) = sum(x) * (x + g) ** x / exp(x + g)
//
// where `sum` is a quotient of two polynomials. What rounding loses of x + g is known and put back in afterwards; negative
// arguments are reflected: gamma(-x) = -pi / (x * sin(pi * x) * gamma(x)).
#include "gamma.h"

#include <cmath>
#include <iterator>
#include <limits>

namespace minipy::math {

namespace {

constexpr double kPi = 3.141592653589793238462643383279502884197;
constexpr double kG = 6.024680040776729583740234375;
constexpr double kGHalf = 5.524680040776729583740234375;  // g - 1/2
constexpr double kNumerator[] = {
    23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408};
// x (x + 1) (x + 2) ... (x + 11), multiplied out.
constexpr double kDenominator[] = {0,       39916800, 120543840, 150917976, 105258076, 45995730, 13339535,
                                   2637558, 357423,   32670,     1925,      66,        1};

double lanczos_sum(double x) {
    double above = 0, below = 0;
    size_t n = std::size(kNumerator);
    if (x < 5) {
        for (size_t i = n; i-- > 0;) {
            above = above * x + kNumerator[i];
            below = below * x + kDenominator[i];
        }
    } else {  // in powers of 1/x, so that nothing overflows
        for (size_t i = 0; i < n; ++i) {
            above = above / x + kNumerator[i];
            below = below / x + kDenominator[i];
        }
    }
    return above / below;
}

// sin(pi * x), exact at halves, for a finite x.
double sin_pi(double x) {
    double y = std::fmod(std::fabs(x), 2.0), result = 0;
    switch (static_cast<int>(std::round(2.0 * y))) {
        case 0:
            result = std::sin(kPi * y);
            break;
        case 1:
            result = std::cos(kPi * (y - 0.5));
            break;
        case 2:
            result = std::sin(kPi * (1.0 - y));
            break;
        case 3:
            result = -std::cos(kPi * (y - 1.5));
            break;
        default:
            result = std::sin(kPi * (y - 2.0));
            break;
    }
    return std::copysign(1.0, x) * result;
}

}  // namespace

double gamma_function(double x) {
    double size = std::fabs(x);
    if (size < 1e-20) return 1.0 / x;
    if (size > 200.0) return x < 0 ? 0.0 / sin_pi(x) : std::numeric_limits<double>::infinity();
    double y = size + kGHalf;
    double lost = size > kGHalf ? (y - size) - kGHalf : (y - kGHalf) - size;
    lost = lost * kG / y;
    double result;
    // y ** (size - 1/2) may overflow where the whole does not: then it is taken in two steps.
    double root = size < 140.0 ? 0 : std::pow(y, size / 2.0 - 0.25);
    if (x < 0) {
        result = -kPi / sin_pi(size) / size * std::exp(y) / lanczos_sum(size);
        result -= lost * result;
        return root == 0 ? result / std::pow(y, size - 0.5) : result / root / root;
    }
    result = lanczos_sum(size) / std::exp(y);
    result += lost * result;
    return root == 0 ? result * std::pow(y, size - 0.5) : result * root * root;
}

double log_gamma(double x) {
    double size = std::fabs(x);
    if (size < 1e-20) return -std::log(size);
    double result = std::log(lanczos_sum(size)) - kG;
    result += (size - 0.5) * (std::log(size + kG - 0.5) - 1);
    if (x < 0) result = std::log(kPi) - std::log(std::fabs(sin_pi(size))) - std::log(size) - result;
    return result;
}

}  // namespace minipy::math
