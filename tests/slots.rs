//! The slot search: the decided rules one by one, properties against a minute-by-minute model, every change of the
//! clock in many zones, and repeated blocks against another reader of RFC 5545.

mod blocks;
mod naive;
mod practice;
mod properties;
mod recurrence;
mod rules;
mod summer_time;
