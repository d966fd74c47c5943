//! The binary as its users meet it.

mod command_line;
mod demo;
mod law;
mod program;
mod replay;
