//! The expression language: what it accepts, what it says to what it refuses, and what it means.
