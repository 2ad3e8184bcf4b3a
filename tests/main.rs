//! All tests of the app in one binary. `tests/run` starts what they need.

mod support;
mod web;
