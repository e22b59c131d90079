//! tawar: a realtime marketplace for second-hand things. The floors, from the ground up; imports go down only.

pub mod base;

pub mod config;
pub mod people;

pub mod market;

pub mod trade;

pub mod talk;

pub mod check;

pub mod openapi;
pub mod pages;
pub mod subscribers;

pub mod routes;

pub mod app;

pub mod demo;
pub mod doctor;
pub mod seed;

pub mod cli;
