// The gamma function and its logarithm.
#pragma once

namespace minipy::math {

double gamma_function(double x);  // x is neither a pole nor a NaN nor infinite
double log_gamma(double x);

}  // namespace minipy::math
