//! Readings come back as boxes from a driver; an error is a box, and rare.
use std::error::Error;

trait Sensor {
    //- 1 mistake heap-vs-stack/return-sum|heap-vs-stack/return-small
    fn read(&mut self) -> Option<Box<u32>>;
    //+ 1
    fn read(&mut self) -> Option<u32>;
    //.
}

struct Ramp(u32);
struct Noise(u32);

//- 1
impl Sensor for Ramp {
    fn read(&mut self) -> Option<Box<u32>> {
        self.0 += 3;
        (self.0 % 11 != 0).then(|| Box::new(self.0))
    }
}

impl Sensor for Noise {
    fn read(&mut self) -> Option<Box<u32>> {
        self.0 = self.0.wrapping_mul(747_796_405).wrapping_add(1);
        Some(Box::new(self.0 >> 22))
    }
}

fn sample(sensor: &mut dyn Sensor) -> u32 {
    sensor.read().map_or(0, |value| *value)
}
//+ 1
impl Sensor for Ramp {
    fn read(&mut self) -> Option<u32> {
        self.0 += 3;
        (self.0 % 11 != 0).then_some(self.0)
    }
}

impl Sensor for Noise {
    fn read(&mut self) -> Option<u32> {
        self.0 = self.0.wrapping_mul(747_796_405).wrapping_add(1);
        Some(self.0 >> 22)
    }
}

fn sample(sensor: &mut dyn Sensor) -> u32 {
    sensor.read().unwrap_or(0)
}
//.

//- 2 lookalike heap-vs-stack/return-small|heap-vs-stack/return-sum
fn calibrated(value: u32) -> Result<u32, Box<dyn Error>> {
    if value % 4_000 == 17 {
        return Err("out of range".into());
    }
    Ok(value ^ 5)
}
//+ 2
fn calibrated(value: u32) -> Result<u32, &'static str> {
    if value % 4_000 == 17 {
        return Err("out of range");
    }
    Ok(value ^ 5)
}
//.

fn main() {
    let mut sensors: Vec<Box<dyn Sensor>> = vec![Box::new(Ramp(1)), Box::new(Noise(99)), Box::new(Ramp(500))];
    let mut sum = 0_u64;
    let mut failed = 0;
    for _ in 0..8_000 {
        for sensor in &mut sensors {
            match calibrated(sample(sensor.as_mut())) {
                Ok(value) => sum += u64::from(value),
                Err(_) => failed += 1,
            }
        }
    }
    println!("{sum} {failed}");
}
