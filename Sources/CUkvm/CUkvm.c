#include "CUkvm.h"
