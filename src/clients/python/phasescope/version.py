"""The version of this package, which is Phasescope's."""

VERSION = "0.1.0"
