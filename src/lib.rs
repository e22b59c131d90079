//! tawar: a realtime marketplace for second-hand things. The wings, lowest first; a wing imports itself and those above
//! it in this list, nothing below.

pub mod base;

pub mod config;

pub mod web;

pub mod people;

pub mod market;

pub mod chat;

pub mod trade;

pub mod bargaining;

pub mod care;

pub mod community;

pub mod integrity;

pub mod socket;

pub mod pages;

pub mod subscribers;

pub mod routes;

pub mod app;

pub mod demo;

pub mod doctor;

pub mod cli;
